"""Typed entities: names of the release through spaCy, values through patterns of our own."""

from datetime import date, datetime, timedelta, timezone
from typing import Any, Dict, List, Text, Tuple

import jieba
import spacy
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.lexicon import Lexicon, current_number, load_lexicon
from bot.values import find_values

SHANGHAI = timezone(timedelta(hours=8))


# Training runs featurizers and leaves entity extractors out; without entities the examples would
# keep their names, and the stand-ins of live messages would be words never seen.
@DefaultV1Recipe.register(
    [
        DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER,
        DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR,
    ],
    is_trainable=False,
)
class DomainEntities(GraphComponent, EntityExtractorMixin):
    """Finds services, districts, documents, offices, other departments' matters, and values."""

    def __init__(self) -> None:
        """Read the current release's lexicon."""
        self._load(load_lexicon())

    def _load(self, lexicon: Lexicon) -> None:
        self.number = lexicon.number
        for word in lexicon.words:
            jieba.add_word(word)
        self.values: Dict[str, Tuple[str, str]] = {}
        self.nlp = spacy.blank("zh")
        ruler = self.nlp.add_pipe("entity_ruler", config={"overwrite_ents": True})
        patterns = []
        for number, (entity, value, name) in enumerate(lexicon.names):
            key = f"{entity}|{number}"
            self.values[key] = (entity, value)
            patterns.append({"label": key, "pattern": name})
        ruler.add_patterns(patterns)

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "DomainEntities":
        """Create the component (see parent class)."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Annotate the examples, so that intents are learned without service names."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Add entities to messages."""
        if current_number() != self.number:
            self._load(load_lexicon())
        for message in messages:
            text = message.get(TEXT)
            if text:
                message.set(ENTITIES, self.extract(text, self._today(message)), add_to_output=True)
        return messages

    @staticmethod
    def _today(message: Message) -> date:
        given = (message.get("metadata") or {}).get("as_of")
        if given:
            return date.fromisoformat(given)
        return datetime.now(SHANGHAI).date()

    def extract(self, text: str, today: date) -> List[Dict[Text, Any]]:
        """All entities of a text, names first."""
        found = []
        for span in self.nlp(text).ents:
            entity, value = self.values[span.label_]
            found.append(self._entity(entity, value, span.start_char, span.end_char))
        for value in find_values(text, today):
            found.append(self._entity(value.entity, value.value, value.start, value.end))
        return found

    def _entity(self, entity: str, value: Any, start: int, end: int) -> Dict[Text, Any]:
        return {
            "entity": entity,
            "value": value,
            "start": start,
            "end": end,
            "confidence_entity": 1.0,
            "extractor": type(self).__name__,
        }
