"""What training sees is what live messages look like."""

from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from bot.components.entities import DomainEntities


def test_names_are_found_in_training_too() -> None:
    """Training runs featurizers only: without this the stand-ins are never learned."""
    kinds = DefaultV1Recipe._registered_components[DomainEntities.__name__].types
    assert DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER in kinds
    assert DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR in kinds
