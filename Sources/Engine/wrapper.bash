#!/usr/bin/env bash
# Runs the tool of a book, after installing what it needs and compiling what has changed. A book's own script, which is
# called as the book and its program, reads this file; `file` is that script, found behind all links.
#
#   ./NAME COMMAND ...   see ./NAME --help
#   ./NAME test [...]    all tests; arguments go to `swift test`, such as --filter SolverTests
#
# Environment: NAME_NO_INSTALL=1 (the name in capitals, dashes as underscores) never installs packages, only names those
# that are missing. Exit codes are the tool's own; 1 if a package is missing or the sources do not compile.
set -uo pipefail

# shellcheck disable=SC2154 # the script that reads this file sets it
readonly book=${file##*/}

readonly swift_major=6 swift_minor=2
# Debian's name, what proves its presence (a pkg-config module, a command or a font), Homebrew's name
# (a dash where macOS brings it along). A book that needs more lists it likewise in the file `packages`.
readonly packages_of_books='
pkg-config       command:pkg-config  pkgconf
libsqlite3-dev   module:sqlite3      -
libpng-dev       module:libpng       libpng
libcairo2-dev    module:cairo        cairo
libssl-dev       module:libcrypto    openssl@3
zlib1g-dev       module:zlib         -
pandoc           command:pandoc      pandoc
katex            command:katex       katex
fonts-stix       font:STIX           font-stix
'
# The tests look at the database and the server from outside.
readonly packages_of_tests='
sqlite3          command:sqlite3     -
curl             command:curl        -
'

say() { printf '%s: %s\n' "$book" "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

# --- Packages of the system ---------------------------------------------------------------------------------

installed_by_dpkg() {
  [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# Homebrew keeps some libraries out of pkg-config's way; SwiftPM finds them in their own folders.
installed_by_brew() {
  command -v brew >/dev/null && [[ -d $(brew --prefix)/opt/$1 ]]
}

has_font() {
  local folder
  for folder in /usr/share/fonts/opentype/stix* "$HOME"/Library/Fonts/STIX* /Library/Fonts/STIX* \
    /System/Library/Fonts/Supplemental/STIX*; do
    [[ -e $folder ]] && return 0
  done
  command -v fc-list >/dev/null && fc-list : family | grep -qi stix
}

is_present() { # NAME PROOF BREW
  [[ $3 == - && $OSTYPE == darwin* ]] && return
  case $2 in
    command:*) command -v "${2#command:}" >/dev/null ;;
    font:*) has_font || installed_by_dpkg "$1" ;;
    # A pkg-config of another package system does not see Debian's or Homebrew's libraries; SwiftPM does.
    module:*)
      { command -v pkg-config >/dev/null && pkg-config --exists "${2#module:}"; } \
        || installed_by_dpkg "$1" || installed_by_brew "$3"
      ;;
  esac
}

missing_packages() { # TABLE COLUMN, where column 1 has Debian's names, 3 Homebrew's
  local name proof brew
  while read -r name proof brew; do
    [[ -z $name ]] && continue
    is_present "$name" "$proof" "$brew" && continue
    if [[ $2 == 1 ]]; then echo "$name"; else echo "$brew"; fi
  done <<<"$1"
}

# What runs apt-get with the rights to install, if anything does without asking.
privileged() {
  if [[ $(id -u) == 0 ]]; then
    env DEBIAN_FRONTEND=noninteractive "$@"
  else
    sudo -n env DEBIAN_FRONTEND=noninteractive "$@"
  fi
}

may_install() {
  local refused=${variables}_NO_INSTALL
  [[ -z ${!refused:-} ]] || return 1
  command -v apt-get >/dev/null || return 1
  [[ $(id -u) == 0 ]] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }
}

lists_are_fresh() {
  local lists=/var/lib/apt/lists
  [[ -n $(find "$lists" -maxdepth 1 -name '*_Packages*' -print -quit 2>/dev/null) ]] \
    && [[ -n $(find "$lists" -maxdepth 1 -name partial -mtime -7 -print -quit 2>/dev/null) ]]
}

install_packages() {
  local log=$root/.build/$book.apt.log
  local -a install=(apt-get -o DPkg::Lock::Timeout=300 install -y -q --no-install-recommends "$@")
  mkdir -p "$root/.build"
  say "installing $* with apt-get (set ${variables}_NO_INSTALL=1 to do it yourself)"
  : >"$log"
  lists_are_fresh || privileged apt-get -q update >>"$log" 2>&1 </dev/null
  privileged "${install[@]}" >>"$log" 2>&1 </dev/null && return
  # Lists that look fresh may still name versions that the server no longer has.
  { privileged apt-get -q update && privileged "${install[@]}"; } >>"$log" 2>&1 </dev/null && return
  tail -n 15 "$log" >&2
  fail "apt-get could not install the packages; all of its output is in $log"
}

name_missing_packages() { # TABLE NAME...
  local table=$1
  shift
  say "these packages are missing: $*"
  if command -v apt-get >/dev/null; then
    say "install them with:  sudo apt-get update && sudo apt-get install -y $*"
  elif command -v brew >/dev/null || [[ $OSTYPE == darwin* ]]; then
    # shellcheck disable=SC2046 # a word a package
    set -- $(missing_packages "$table" 3)
    say "install them with:  brew install $*"
  else
    say "install them with your system's package manager (the names are Debian's)"
  fi
  exit 1
}

check_packages() { # TABLE, NAME OF ITS STAMP
  local stamp=$root/.build/$book.$2
  # The list and the machine are in the stamp, so that a longer list or a copied folder is checked again.
  local passed="${HOSTNAME:-}$1"
  [[ -r $stamp && $(<"$stamp") == "${passed%$'\n'}" ]] && return
  local missing
  missing=$(missing_packages "$1" 1)
  if [[ -n $missing ]]; then
    # shellcheck disable=SC2086 # a word a package
    if may_install; then install_packages $missing; else name_missing_packages "$1" $missing; fi
    missing=$(missing_packages "$1" 1)
    # shellcheck disable=SC2086
    [[ -z $missing ]] || fail "still missing after the installation:" $missing
  fi
  mkdir -p "$root/.build"
  printf '%s' "$passed" >"$stamp.$$" && mv -f "$stamp.$$" "$stamp"
}

# --- Compiling ----------------------------------------------------------------------------------------------

check_swift() {
  command -v swift >/dev/null \
    || fail "Swift is missing; install Swift $swift_major.$swift_minor or newer: https://www.swift.org/install"
  local text version major minor
  text=$(swift --version 2>/dev/null)
  version=$(sed -nE 's/.*Swift version ([0-9]+)\.([0-9]+).*/\1 \2/p' <<<"$text" | head -n 1)
  read -r major minor <<<"$version"
  [[ -n ${minor:-} ]] || fail "\`swift --version\` does not tell its version; Swift must be $swift_major.$swift_minor or newer"
  ((major > swift_major || (major == swift_major && minor >= swift_minor))) \
    || fail "Swift $major.$minor is too old; install $swift_major.$swift_minor or newer: https://www.swift.org/install"
}

# Whether a source is newer than the last build's start. Chapters' cells are the tool's own to compare.
must_compile() {
  [[ -x $binary && -e $built ]] || return 0
  is_newer "$built"
}

# Whether a source was changed after FILE was made.
is_newer() { # FILE
  local folder
  local -a watched=("$root"/chapters/*.swift)
  # Those of the packages beside it that it is made of, too.
  while read -r folder; do
    watched+=("$folder/Sources" "$folder/Plugins" "$folder/Package.swift")
  done < <(
    printf '%s\n' "$root"
    sed -n "s|.*\.package(\(name: \"[^\"]*\", \)\{0,1\}path: \"\([^\"]*\)\".*|$root/\2|p" "$root/Package.swift"
  )
  [[ -n $(find "${watched[@]}" -newer "$1" -print -quit 2>/dev/null) ]]
}

# Reads the compiler's output: one line that shows how far it is, on a terminal only.
show_progress() {
  local line='' part='' told='' outcome
  while true; do
    IFS= read -r -t 2 line
    outcome=$?
    part+=$line
    # The compiler says that it waits for another one in a line that it does not end.
    if [[ -z $told && $part == "Another instance of SwiftPM"* ]]; then
      told=${part#*PID: }
      say "waiting for another compilation of this book to end (process ${told%%)*})"
    fi
    ((outcome > 128)) && continue
    [[ -t 2 && $part == \[* ]] && printf '\r\033[Kcompiling %s' "${part:0:60}" >&2
    part=''
    ((outcome == 0)) || break
  done
  if [[ -t 2 ]]; then printf '\r\033[K' >&2; fi
}

# Prints each error with the lines that quote the source, those of the chapters first and in the book's words.
show_errors() { # LOG
  local tool=$root/.build/release/tangle-tool told='' described=()
  [[ -e $root/chapters/Book.swift ]] && described=(--book "$root/chapters/Book.swift")
  if [[ -x $tool ]]; then
    told=$("$tool" --messages "$1" --root "$root" ${described[@]+"${described[@]}"} "$root"/chapters/*.md 2>/dev/null) \
      || told=''
  fi
  [[ -z $told ]] || printf '%s\n' "$told" >&2
  awk -v prefix="$root/" -v told="${told:+1}" '
    function flush() {
      if (block != "" && !(block in seen)) { seen[block] = 1; if (chapter) first = first block; else rest = rest block }
      block = ""
    }
    { at = index($0, prefix); if (at == 1) $0 = substr($0, length(prefix) + 1) }
    told && /^chapters\/.*[^]]$/ && / error: / { flush(); next }
    /^[^ ]*:[0-9]+:[0-9]+: error: / || /^error: / || /: error: / { flush(); chapter = /^chapters\//; block = $0 "\n"; next }
    /:[0-9]+:[0-9]+: (warning|note): / || /^\[[0-9]+\/[0-9]+\]/ || /^$/ { flush(); next }
    block != "" { block = block $0 "\n" }
    END { flush(); printf "%s%s", first, rest }
  ' "$1" | head -n 200 >&2
  grep -q 'error:' "$1" || tail -n 30 "$1" >&2
}

# Whether a chapter or a source was changed after FILE was made.
edited_since() { # FILE
  is_newer "$1" || [[ -n $(find "$root/chapters" -newer "$1" -name '*.md' -print -quit 2>/dev/null) ]]
}

compile() { # further arguments of swift build
  check_swift
  local begun=$built.$$ log=$root/.build/$book.log.$$ outcome seconds=$SECONDS attempt
  mkdir -p "$root/.build"
  if [[ -x $binary ]]; then
    say "compiling what has changed"
  else
    say "compiling for the first time, which takes some minutes"
  fi
  # The compiler's caches of modules hold for the folder in which they were made.
  if [[ -e $place && $(<"$place") != "$root" ]]; then
    say "the folder was moved or copied, so modules are compiled anew"
    rm -rf "$root"/.build/*/{release,debug}/ModuleCache
  fi
  printf '%s' "$root" >"$place"
  # shellcheck disable=SC2064 # the names as they are now
  trap "rm -f $(printf '%q %q' "$begun" "$log")" EXIT
  for ((attempt = 1; attempt <= attempts; attempt++)); do
    # Edits made while the compiler runs are newer than this file, so the next run compiles them.
    : >"$begun"
    swift build --package-path "$root" -c release "$@" 2>&1 </dev/null | tee "$log" | show_progress
    outcome=${PIPESTATUS[0]}
    # What the compiler found in a text that is gone is no news.
    if ((outcome == 0)) || ! edited_since "$begun"; then break; fi
    ((attempt < attempts)) && say "compiling again: the text was edited meanwhile"
  done
  mv -f "$log" "$root/.build/$book.log"
  if ((outcome != 0)); then
    rm -f "$begun"
    show_errors "$root/.build/$book.log"
    fail "the sources do not compile; all of the compiler's output is in $root/.build/$book.log"
  fi
  mv -f "$begun" "$built"
  say "compiled in $((SECONDS - seconds)) s"
}

# What each test of the mathematics is compared with, read from the tests' own comments; a test checks that all have one.
print_oracles() {
  local -a files=()
  while IFS= read -r test; do files+=("$test"); done < <(
    find "$root/Tests" -path '*Tests/*.swift' -exec grep -l '/// .*Oracle' {} + 2>/dev/null | sort
  )
  ((${#files[@]} > 0)) || return 0
  printf '%-72s %s\n' "test" "compared with"
  # shellcheck disable=SC2016  # the dollars are awk's
  awk '
    FNR == 1 { comment = ""; inside = 0 }
    /^ *\/\/\// { sub(/^ *\/\/\/ ?/, ""); comment = comment (comment == "" ? "" : " ") $0; next }
    /^ *@Test/ { inside = 1 }
    inside && match($0, /func [A-Za-z0-9_]+/) {
      name = FILENAME; sub(/\.swift$/, "", name); sub(/.*\/Tests\/([A-Z][a-z]*\/)?/, "", name)
      name = name "." substr($0, RSTART + 5, RLENGTH - 5)
      at = index(comment, "Oracle")
      if (at > 0) {
        oracle = substr(comment, at); sub(/^Oracles?:? */, "", oracle)
        printf "%-72s %s\n", name, oracle
      }
      inside = 0
    }
    !inside { comment = "" }
  ' "${files[@]}"
}

# --- Running ------------------------------------------------------------------------------------------------

# Runs a command as a child, so that its exit code can be read, and passes signals on to it.
run() {
  # A shell starts its background children deaf to Ctrl-C; the subshell undoes that before it becomes the command.
  (
    trap - INT QUIT
    exec "$@"
  ) <&0 &
  local child=$! code again
  trap 'kill -TERM "$child" 2>/dev/null' TERM
  trap 'kill -HUP "$child" 2>/dev/null' HUP
  trap 'interrupt "$child"' INT
  while
    wait "$child"
    code=$?
    kill -0 "$child" 2>/dev/null
  do :; done
  # A signal may have ended the last wait; then the command's own code is still to be had.
  wait "$child" 2>/dev/null
  again=$?
  ((again == 127)) || code=$again
  trap - TERM HUP INT
  return "$code"
}

# A terminal sends Ctrl-C to every process in front; sent to this process alone, it must be passed on.
interrupt() {
  case $(ps -o stat= -p $$ 2>/dev/null) in
    *+*) ;;
    *) kill -INT "$1" 2>/dev/null ;;
  esac
}

main() {
  local code packages=$packages_of_books
  # A shell asks for the words that may follow, and waits: nothing is compiled for that.
  if [[ ${1:-} == ---completion ]]; then
    [[ -x $binary ]] && exec "$binary" "$@"
    return 1
  fi
  if [[ -r $root/packages ]]; then packages+=$(<"$root/packages")$'\n'; fi
  check_packages "$packages" packages
  if [[ ${1:-} == test ]]; then
    shift
    check_packages "$packages_of_tests" packages-of-tests
    (($# > 0)) || print_oracles
    compile --build-tests
    run swift test --package-path "$root" -c release --skip-build --disable-xctest "$@"
    return
  fi
  if must_compile; then
    # The server shows what does not compile, and waits for it to be mended.
    if [[ ${1:-} == serve && -x $binary ]]; then (compile) || :; else compile; fi
  fi
  local attempt
  for ((attempt = 0; attempt <= attempts; attempt++)); do
    run "$binary" "$@"
    code=$?
    ((code == cells_differ)) || return "$code"
    # The text of the last compilation is the one that the tool has read.
    ((attempt == 0)) || edited_since "$built" \
      || fail "the chapters' cells still differ from the compiled ones after compiling; try \`rm -rf '$root/.build'\`"
    ((attempt == attempts)) || compile
  done
  fail "the chapters were edited during each of $attempts compilations; run the command again when they are at rest"
}

# OpenBLAS has kernels for each processor, which round differently. With these every processor that can run them gives the
# same values; which kernels ran is in every key. They must be chosen before the program starts.
if grep -q -m 1 -E '^flags.* avx2( .*)? fma |^flags.* fma( .*)? avx2( |$)' /proc/cpuinfo 2>/dev/null; then
  export OPENBLAS_CORETYPE=Haswell
fi
# The compiler, and the programs that the book's program starts, put files there.
if [[ -n ${TMPDIR:-} && ! (-d $TMPDIR && -w $TMPDIR) ]]; then
  say "TMPDIR is $TMPDIR, which is no folder that can be written to; the system's is used"
  unset TMPDIR
fi
# A closed standard input would be an error in `run`.
{ : <&0; } 2>/dev/null || exec </dev/null
root=$(cd -P -- "$(dirname -- "$file")" && pwd) || fail "the project's folder cannot be entered"
readonly root
variables=$(tr 'a-z-' 'A-Z_' <<<"$book")
readonly variables binary=$root/.build/release/$book built=$root/.build/$book.built place=$root/.build/$book.place
# The tool's way to say that a chapter's cells are not the ones compiled into it.
readonly cells_differ=75
# How often is compiled for one command while the text is being edited.
readonly attempts=5
# The book is this one, wherever the command is called.
export "${variables}_WRAPPER=1" "${variables}_ROOT=$root"
main "$@"
