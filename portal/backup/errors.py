"""What keeps a backup or a restore from being done. The words are for whoever runs the server."""


class BackupError(Exception):
    """Nothing has been changed, unless the message says what."""
