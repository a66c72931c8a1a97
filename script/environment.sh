# Read by the commands in this folder: finds Python and keeps .venv equal to a lock file. Runs in any POSIX shell.

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Sets $python to a Python that is new enough and can make virtual environments.
find_python() {
    found=""
    for python in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
        command -v "$python" >/dev/null 2>&1 || continue
        found=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
        "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || continue
        "$python" -c 'import venv, ensurepip' 2>/dev/null ||
            fail "Python's venv module is missing. Install it (on Debian: apt-get install python3-venv) and try again."
        return 0
    done
    [ -z "$found" ] || fail "Python $found is too old. Install Python 3.11 or newer and try again."
    fail "Python is missing. Install Python 3.11 or newer (on Debian: apt-get install python3 python3-venv) and try again."
}

# keep_equal LOCK [LOCK it contains ...]: installs the first lock file into .venv, unless that is what stands there.
keep_equal() {
    if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        echo "Making the virtual environment .venv"
        "$python" -m venv --clear .venv || fail "Could not make .venv: see the lines above."
    fi
    if cmp -s "$1" ".venv/$1"; then
        return 0
    fi
    .venv/bin/python -m pip --version >/dev/null 2>&1 || "$python" -m venv --clear .venv
    echo "Installing the packages of $1"
    rm -f .venv/*.lock.txt
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes -r "$1" ||
        fail "Installing packages did not work: see the lines above. Is there a network connection?"
    for lock in "$@"; do
        cp "$lock" ".venv/$lock"
    done
}
