"""Call signs, and messages on the air, by telephone and in chats, at the desk."""
