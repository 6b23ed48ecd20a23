"""What `takt check` looks at apart from the platforms, each look told as findings. Reads, and changes nothing."""

from bot.doctor.backups import look_at_backups
from bot.doctor.content import look_at_content
from bot.doctor.database import look_at_database
from bot.doctor.files import look_at_secret_files
from bot.doctor.watch import look_at_watch

__all__ = ["look_at_backups", "look_at_content", "look_at_database", "look_at_secret_files", "look_at_watch"]
