"""The one settings class: environment variables, described in docs/settings.md."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
INSECURE_SECRET = "development-only-secret"  # noqa: S105 - refused in production below


class Settings(BaseSettings):
    """Typed environment. Paths may be relative to the project's root folder."""

    model_config = SettingsConfigDict(extra="ignore")

    environment: Literal["development", "production"] = "development"
    port: int = Field(default=8000, ge=1, le=65535)
    host: str = "127.0.0.1"
    var_dir: Path = Path("var")
    content_dir: Path = Path("knowledge/content")
    database_url: str = ""
    redis_url: str = ""
    embedding_model: str = ""
    # 0 switches limits off (measuring); 15 writes a minute is faster than anybody types.
    rate_limit: int = Field(default=15, ge=0)
    now: datetime | None = None
    dialogue_url: str = "http://127.0.0.1:5005"
    actions_url: str = "http://127.0.0.1:5055"
    # Shared by the gateway, the dialogue channel and the action server.
    internal_secret: str = INSECURE_SECRET
    # Key that encrypts names and phone numbers of bookings; made at first use when empty.
    field_key: str = ""
    # A turn takes well under a second; ten seconds means the dialogue is not coming back.
    dialogue_timeout: float = Field(default=10.0, gt=0)

    @model_validator(mode="after")
    def check_production(self) -> Self:
        """Production refuses the default secret and a fixed clock."""
        if not self.var_dir.is_absolute():
            self.var_dir = ROOT / self.var_dir
        if not self.content_dir.is_absolute():
            self.content_dir = ROOT / self.content_dir
        if not self.database_url:
            self.database_url = f"sqlite:///{self.var_dir / 'casework.db'}"
        if self.environment == "production":
            if self.internal_secret == INSECURE_SECRET:
                raise ValueError("生产环境必须设置 INTERNAL_SECRET")
            if self.now is not None:
                raise ValueError("生产环境不能设置 NOW(固定时钟)")
        return self

    @property
    def releases_dir(self) -> Path:
        """Folder with one sub-folder per release and the pointer file `current`."""
        return self.var_dir / "releases"


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The process's settings, read once from the environment."""
    return Settings()
