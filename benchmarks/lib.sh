# What the commands of this directory share. To be sourced; the caller sets NAME, which messages begin with.
#
#   TEAL_JAVA_HOME   the JDK to use (21 or newer); otherwise one is looked for
TREE=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}" 2>/dev/null || echo "${BASH_SOURCE[0]}")")/.." && pwd)
LIB=$TREE/launcher/target/lib
JAR=$TREE/benchmarks/target/benchmarks.jar

say() { printf '%s\n' "$*" >&2; }

# Debian keeps daemons where the PATH of ordinary users does not lead.
find_program() { PATH=$PATH:/usr/sbin:/usr/local/sbin command -v "$1"; }

# install PACKAGE: tries to get what is missing, when that is possible without asking anybody.
install_package() {
  local apt=()
  command -v apt-get >/dev/null || return 1
  if ((EUID == 0)); then
    apt=(env DEBIAN_FRONTEND=noninteractive apt-get)
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    apt=(sudo -n env DEBIAN_FRONTEND=noninteractive apt-get)
  else
    return 1
  fi
  say "installing $1 (for the comparison; where services are managed, a package of a server also starts one)"
  "${apt[@]}" install -y -qq "$1" >/dev/null 2>&1 ||
    { "${apt[@]}" update -qq && "${apt[@]}" install -y -qq "$1"; } >/dev/null 2>&1
}

# need PROGRAM PACKAGE: sets FOUND to its path, or ends with code 2.
need() {
  FOUND=$(find_program "$1" || { install_package "$2" && find_program "$1"; }) || {
    say "$NAME: $1 is needed, and is neither on the PATH nor could it be installed from here. Get it with:" \
      "sudo apt-get install $2"
    exit 2
  }
}

# asked OPTION ARGUMENT…: whether the option, or help, is among the arguments.
asked() {
  local option=$1
  shift
  case " $* " in
    *" $option "* | *" $option="* | *" --help "* | *" -h "*) return 0 ;;
    *) return 1 ;;
  esac
}

# open_files N: lets what is started from here have so many files open, or as many as it may; connections are files too.
open_files() {
  ulimit -n "$1" 2>/dev/null || ulimit -Sn "$(ulimit -Hn)"
}

# Sets JAVA and VERSION to those of the first JDK that is 21 or newer.
find_java() {
  local home
  for home in "${TEAL_JAVA_HOME:-}" "${JAVA_HOME:-}" \
    "$(dirname "$(dirname "$(readlink -f "$(command -v java || true)" 2>/dev/null || true)")")" \
    /usr/lib/jvm/* /opt/* "${HOME:-/root}"/.sdkman/candidates/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [[ -n $home && -r $home/release && -x $home/bin/java ]] || continue
    VERSION=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")
    ((VERSION >= 21)) || continue
    JAVA=$home/bin/java
    return
  done
  return 1
}

# build_all: builds Teal when it is not built, and sets COMMAND to what runs a class of this module.
build_all() {
  "$TREE/teal" version >/dev/null || exit 2
  find_java || {
    say "$NAME: no JDK 21 or newer was found; set JAVA_HOME to the directory of one"
    exit 2
  }
  [[ -f $JAR ]] || {
    say "$NAME: $JAR is missing although the rest is built; build it with: mvn -DskipTests package"
    exit 2
  }
  COMMAND=("$JAVA" "-Dteal.home=$TREE" --enable-native-access=ALL-UNNAMED)
  ((VERSION < 24)) || COMMAND+=(--sun-misc-unsafe-memory-access=allow)
  COMMAND+=(-cp "$JAR:$LIB/*:$TREE/benchmarks/target/lib/*")
}
