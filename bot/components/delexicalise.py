"""Intents are acts of dialogue: the classifier must not learn them by the service that is named.

Tokens inside the name of a service, office, document, district or foreign matter are replaced by
one token for the kind of name, so that 低保要带什么 and 领证要带什么 look the same.
"""

from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

# Featurizers split at word characters; these stand-ins are whole Chinese words.
STAND_INS = {
    "service": "某服务",
    "district": "某地区",
    "document": "某文件",
    "office": "某登记处",
    "referral": "外部门事项",
    "money": "某金额",
    "count": "某人数",
    "age": "某年龄",
    "date": "某日期",
    "phone": "某号码",
    "booking_code": "某预约码",
}
TOKENS = "text_tokens"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class Delexicaliser(GraphComponent):
    """Replaces the tokens of names and values by stand-ins."""

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "Delexicaliser":
        """Create the component (see parent class)."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Treat the examples as messages are treated."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Replace tokens in place."""
        for message in messages:
            tokens = message.get(TOKENS)
            if tokens and message.get(TEXT):
                message.set(TOKENS, self.replaced(tokens, message.get(ENTITIES) or []))
        return messages

    @staticmethod
    def replaced(tokens: List[Token], entities: List[Dict[Text, Any]]) -> List[Token]:
        """Tokens with stand-ins; offsets stay those of the text."""
        result: List[Token] = []
        done = set()
        for token in tokens:
            inside = next(
                (
                    i
                    for i, e in enumerate(entities)
                    if e["entity"] in STAND_INS
                    and e["start"] < token.end
                    and token.start < e["end"]
                ),
                None,
            )
            if inside is None:
                result.append(token)
            elif inside not in done:
                done.add(inside)
                entity = entities[inside]
                stand_in = STAND_INS[entity["entity"]]
                result.append(Token(stand_in, token.start, token.end))
        return result
