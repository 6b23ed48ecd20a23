"""Facts become cards. Every sentence that members read is here."""
