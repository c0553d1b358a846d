"""The day itself: who stands at the door marks who came, on a telephone or a tablet.

These pages are no public pages. They open to staff who are signed in and to browsers with a pass for this
one occasion; they read a session or a cookie, need a CSRF token for every write, and are never stored.
"""
