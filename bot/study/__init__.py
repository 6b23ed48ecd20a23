"""What happens by itself: opening and closing rounds, reminders, summaries, and the post office."""
