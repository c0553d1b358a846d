#!/bin/sh
# Make sure that the browser tests find Chromium and a Japanese font; install Debian's where that is permitted.
set -eu

missing=""
command -v chromium >/dev/null || missing="chromium"
ls /usr/share/fonts/opentype/noto/NotoSansCJK-*.ttc >/dev/null 2>&1 || missing="$missing fonts-noto-cjk"
[ -z "$missing" ] && exit 0

as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo -n"
if command -v apt-get >/dev/null && { [ -z "$as_root" ] || $as_root true 2>/dev/null; }; then
    echo "Installing for the browser tests: $missing"
    if log=$({ $as_root apt-get update -qq &&
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing; } 2>&1)
    then
        exit 0
    fi
    echo "$log" >&2
fi
cat >&2 <<END
The browser tests need Chromium (as "chromium" on the PATH) and the font Noto Sans CJK. Please install:
    sudo apt-get install $missing
and run make test again.
END
exit 1
