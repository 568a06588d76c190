"""The error tree. Each error knows its HTTP status and problem type; `api/errors.py` translates."""


class AssistantError(Exception):
    """Base of every error the software raises on purpose.

    `title` is shown to people (Chinese); `detail` adds what helps to mend it.
    """

    status = 500
    problem = "internal"
    title = "系统出错了,请稍后再试"

    def __init__(self, detail: str = "", *, title: str | None = None, **extra: object) -> None:
        super().__init__(detail or title or self.title)
        self.detail = detail
        self.title = title or self.title
        self.extra = extra


class NotFound(AssistantError):
    """Nothing there, or not this caller's."""

    status = 404
    problem = "not-found"
    title = "没有找到"


class Invalid(AssistantError):
    """The input cannot be used; `detail` says why in Chinese."""

    status = 422
    problem = "invalid"
    title = "输入有误"


class Conflict(AssistantError):
    """The input is fine but somebody was first."""

    status = 409
    problem = "conflict"
    title = "操作冲突"


class Unavailable(AssistantError):
    """A part the answer needs is down; the message is kept."""

    status = 503
    problem = "unavailable"
    title = "系统正忙,请稍后再试"


class ContentError(AssistantError):
    """Content that may not be published. `problems` lists file, line and reason."""

    status = 422
    problem = "content"
    title = "内容有误"

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems), problems=problems)
        self.problems = problems
