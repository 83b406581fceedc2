# What the launchers share: a JDK, a Maven, and a lock. Sourced with $root set to the folder that holds them.

crease_jdk_needed=25

# Whether $1 is the home of a JDK (javac and all) that is new enough.
is_new_enough() {
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
    version=
    if [ -r "$1/release" ]; then
        while IFS='=' read -r key value; do
            if [ "$key" = JAVA_VERSION ]; then version=$value; fi
        done < "$1/release"
    fi
    if [ -z "$version" ]; then
        version=$("$1/bin/java" -version 2>&1 | sed -n 's/.*version \("[^"]*"\).*/\1/p' | head -n 1)
    fi
    version=${version#\"}
    version=${version%%[!0-9]*}
    [ -n "$version" ] && [ "$version" -ge "$crease_jdk_needed" ]
}

# Exports JAVA_HOME, or says where it looked and ends with 2.
find_jdk() {
    looked=
    if [ -n "${CREASE_JAVA_HOME:-}" ]; then
        looked="CREASE_JAVA_HOME ($CREASE_JAVA_HOME), "
        if is_new_enough "$CREASE_JAVA_HOME"; then
            export JAVA_HOME="$CREASE_JAVA_HOME"
            return
        fi
    fi
    if [ -n "${JAVA_HOME:-}" ]; then
        looked="${looked}JAVA_HOME ($JAVA_HOME), "
        if is_new_enough "$JAVA_HOME"; then
            export JAVA_HOME
            return
        fi
    else
        looked="${looked}JAVA_HOME (not set), "
    fi
    on_path=$(command -v java || true)
    if [ -n "$on_path" ]; then
        home=$(readlink -f "$on_path" 2>/dev/null || echo "$on_path")
        home=${home%/bin/java}
        if [ ! -r "$home/release" ]; then # a stub or a wrapper, not the real one: let it tell
            home=$("$on_path" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
        fi
        looked="${looked}PATH ($on_path), "
        if is_new_enough "$home"; then
            export JAVA_HOME="$home"
            return
        fi
    else
        looked="${looked}PATH (no java), "
    fi
    for home in /usr/lib/jvm/* /opt/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home; do
        if is_new_enough "$home"; then
            export JAVA_HOME="$home"
            return
        fi
    done
    echo "Crease needs a JDK $crease_jdk_needed or newer; looked in ${looked}/usr/lib/jvm, /opt, ~/.sdkman/candidates/java," \
        "~/.jdks and /Library/Java/JavaVirtualMachines." >&2
    exit 2
}

# Sets $maven: the one on the PATH if it is new enough, otherwise the wrapper, which downloads its own.
find_maven() {
    # what Maven 3.8 and 3.9 would otherwise warn about on a new JDK
    MAVEN_OPTS="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}"
    export MAVEN_OPTS
    maven=$root/mvnw
    if command -v mvn >/dev/null 2>&1; then
        version=$(mvn -B -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
        case $version in
            '' | [0-2].* | 3.[0-7]) ;;
            *) maven=mvn ;;
        esac
    fi
}

# One build at a time: waits for the lock, breaks it if its owner is gone, gives up after $1 seconds. While it is held,
# CREASE_BUILDING is set, so that a launcher called from a test does not wait for the build that called it.
lock() {
    lock=$root/.mvn/.building
    waited=0
    if [ ! -w "$root/.mvn" ]; then
        echo "Crease has to be built, and $root cannot be written." >&2
        exit 2
    fi
    until mkdir "$lock" 2>/dev/null; do
        owner=$(cat "$lock/pid" 2>/dev/null || true)
        if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
            # only one of those who wait can move it away
            if mv "$lock" "$lock.$$" 2>/dev/null; then rm -rf "$lock.$$"; fi
            continue
        fi
        if [ "$waited" -ge "$1" ]; then
            echo "Crease is being built by another process (${owner:-unknown}) for more than $1 s;" \
                "if there is none, remove $lock." >&2
            exit 2
        fi
        if [ "$waited" -eq 0 ]; then echo "Waiting for another build of Crease…" >&2; fi
        sleep 1
        waited=$((waited + 1))
    done
    echo $$ > "$lock/pid"
    trap unlock EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    CREASE_BUILDING=$$
    export CREASE_BUILDING
}

unlock() {
    rm -rf "$lock"
    trap - EXIT INT TERM HUP
    unset CREASE_BUILDING
}
