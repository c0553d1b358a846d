#!/bin/sh
# Make sure that the browser tests find Chromium and a Japanese font; install Debian's where that is permitted.
# The shell without a window is quicker; where it is missing and cannot be had, the whole browser serves as well.
set -eu

found() { command -v "$1" >/dev/null; }
has_font() { ls /usr/share/fonts/opentype/noto/NotoSansCJK-*.ttc >/dev/null 2>&1; }

missing=""
found chromium-headless-shell || missing="chromium-headless-shell"
has_font || missing="$missing fonts-noto-cjk"
[ -z "$missing" ] && exit 0

as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo -n"
log=""
if found apt-get && { [ -z "$as_root" ] || $as_root true 2>/dev/null; }; then
    echo "Installing for the browser tests: $missing"
    if log=$({ $as_root apt-get update -qq &&
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing; } 2>&1)
    then
        exit 0
    fi
fi
if found chromium && has_font; then
    exit 0
fi
[ -z "$log" ] || echo "$log" >&2
cat >&2 <<END
The browser tests need Chromium (as "chromium-headless-shell" or "chromium" on the PATH) and the font Noto Sans CJK.
Please install:
    sudo apt-get install $missing
and run make test again.
END
exit 1
