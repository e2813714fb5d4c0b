# Stand-ins for the official images, see images/README.md. An image is rebuilt only if its inputs changed.

export DOCKER_BUILDKIT=0 # Debian's engine only has the legacy builder

# stand_in IMAGE KEY COMMAND...: runs the command in a new folder; the command builds or imports the image.
stand_in() {
    local image=$1 key made
    key=$2-$(declare -f "$3" | cksum | cut -d' ' -f1)
    shift 2
    made=$(docker image inspect -f '{{index .Config.Labels "paycast.ci"}}' "$image" 2>/dev/null || true)
    if [[ $made == "$key" ]]; then return; fi
    if [[ -z $made ]] && has_official "$image"; then return; fi
    local folder began=$SECONDS
    folder=$(mktemp -d "$cache/image.XXXXXX")
    (
        set -e
        cd "$folder"
        "$@" "$image" "paycast.ci=$key"
    )
    rm -rf "$folder"
    printf '   %s: %s MB in %d s\n' "$image" \
        "$(($(docker image inspect -f '{{.Size}}' "$image") / 1000000))" $((SECONDS - began)) >&3
}

# An engine that was already running may have the official image, or be able to pull it.
has_official() {
    docker image inspect "$1" >/dev/null 2>&1 || { ! engine_is_ours && docker pull -q "$1"; }
}

build() { docker build -q --label "$2" -t "$1" .; }

images_base() {
    local jdk
    jdk=$(grep -h '^IMPLEMENTOR_VERSION\|^JAVA_RUNTIME_VERSION' "$JAVA_HOME/release" | cksum | cut -d' ' -f1)
    stand_in debian:bookworm-slim 1 image_debian
    stand_in eclipse-temurin:25-jre "$jdk-$(key_of temurin)" image_temurin
    stand_in apache/kafka:4.2.2 "$jdk-$(key_of kafka)" image_kafka
    stand_in postgres:18 "$(key_of postgres)" image_postgres
    stand_in haproxy:3.2 "$(key_of haproxy)" image_haproxy
}

key_of() { cat "$ci/images/$1"/* | cksum | cut -d' ' -f1; }

image_debian() {
    local tarball=$cache/debian-bookworm-slim.tar mirror
    if [[ ! -s $tarball ]]; then
        # The mirror of this machine's own packages.
        mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' \
            | grep -v -- '-security' | head -n 1)
        debootstrap --variant=minbase bookworm rootfs "$mirror"
        tar -C rootfs --numeric-owner -cf "$tarball.part" \
            --exclude './usr/share/doc/*' --exclude './usr/share/man/*' --exclude './usr/share/locale/*' \
            --exclude './var/lib/apt/lists/*' --exclude './var/cache/apt/*' --exclude './dev/*' .
        mv "$tarball.part" "$tarball"
    fi
    docker import -c 'CMD ["bash"]' -c "LABEL $2" "$tarball" "$1"
}

image_temurin() {
    cp "$ci/images/temurin/Dockerfile" .
    "$JAVA_HOME/bin/jlink" --output jre --strip-debug --no-header-files --no-man-pages --add-modules \
        java.se,jdk.charsets,jdk.crypto.cryptoki,jdk.crypto.ec,jdk.httpserver,jdk.jcmd,jdk.jfr,jdk.localedata,jdk.management,jdk.management.agent,jdk.naming.dns,jdk.net,jdk.security.auth,jdk.security.jgss,jdk.unsupported,jdk.zipfs
    build "$@"
}

image_kafka() {
    cp "$ci"/images/kafka/* .
    mvn -B -ntp -q -f pom.xml dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=libs
    build "$@"
}

image_postgres() {
    cp "$ci"/images/postgres/* .
    local binaries
    binaries=$(postgres_binaries)
    mvn -B -ntp -q dependency:copy -Dartifact="$binaries" -DoutputDirectory=. -Dmdep.stripVersion=true
    mkdir postgresql
    python3 -m zipfile -e embedded-postgres-binaries-*.jar .
    tar -C postgresql -xJf postgres-*.txz
    build "$@"
}

image_haproxy() {
    cp "$ci"/images/haproxy/* .
    build "$@"
}

# The same binaries as the embedded server, so that both test the same PostgreSQL.
postgres_binaries() {
    local version machine
    version=$(sed -nE 's|.*<embedded-postgres-binaries.version>(.*)</.*|\1|p' "$ci/../pom.xml")
    case $(uname -m) in
        aarch64) machine=linux-arm64v8 ;;
        *) machine=linux-amd64 ;;
    esac
    printf 'io.zonky.test.postgres:embedded-postgres-binaries-%s:%s' "$machine" "$version"
}

# Runs after the tests, when all artifacts are present, so that the build in the container downloads nothing.
images_maven() {
    stand_in maven:3-eclipse-temurin-25 "$(find "$HOME/.m2/repository" -name '*.jar' -o -name '*.pom' | sort | cksum | cut -d' ' -f1)-$(key_of maven)" \
        image_maven
}

image_maven() {
    local home
    home=$(mvn -v | sed -n 's/^Maven home: //p')
    cp "$ci/images/maven/Dockerfile" .
    mkdir jdk
    cp -rL "$JAVA_HOME"/{bin,conf,lib,release} jdk/
    cp -rL "$home" maven
    cp -al "$HOME/.m2/repository" repository 2>/dev/null || cp -a "$HOME/.m2/repository" repository
    build "$@"
}
