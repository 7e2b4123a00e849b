#!/usr/bin/env bash
# The step of the action: fetches the logs of the run's failed jobs, or takes the
# files it was given, and lets logdiag say why. Whatever goes wrong here is told
# as a warning: a diagnosis must not be one more failure.
set -u

warn() {
  # Names and messages may come from elsewhere; they stay one line of data.
  local text=${1//'%'/%25}
  text=${text//$'\r'/%0D}
  text=${text//$'\n'/%0A}
  echo "::warning title=logdiag::$text"
}

set_output() {
  local end="end-of-$1-$RANDOM$RANDOM$RANDOM"
  printf '%s<<%s\n%s\n%s\n' "$1" "$end" "$2" "$end" >>"${GITHUB_OUTPUT:-/dev/null}"
}

nothing() {
  warn "$1"
  set_output rule ""
  set_output title ""
  set_output transient false
  set_output retry false
  set_output json ""
  exit 0
}

find_logdiag() {
  if [ -n "${INPUT_LOGDIAG:-}" ]; then
    command -v "$INPUT_LOGDIAG"
    return
  fi
  command -v logdiag && return
  local root
  root=$(cd "$(dirname "$0")/../.." && pwd)
  if [ ! -x "$root/build/release/logdiag" ]; then
    local as_root=""
    [ "$(id -u)" = 0 ] || as_root=sudo
    (cd "$root" && $as_root tools/dependencies build && cmake --preset release &&
      cmake --build --preset release) >&2 || return 1
  fi
  echo "$root/build/release/logdiag"
}

# GET of an API path; the token goes through standard input, not the command line.
api() {
  printf 'header = "Authorization: Bearer %s"\n' "$INPUT_TOKEN" |
    curl --config - --silent --show-error --fail --location --retry 3 --max-time 300 \
      --header "Accept: application/vnd.github+json" --header "X-GitHub-Api-Version: 2022-11-28" \
      "${GITHUB_API_URL:-https://api.github.com}/repos/$GITHUB_REPOSITORY/actions/$1"
}

# Writes the logs of the run's failed jobs into a folder, one file a job.
fetch_logs() {
  local folder=$1 page=1 count=0 body
  while :; do
    body=$(api "runs/$INPUT_RUN_ID/jobs?filter=latest&per_page=100&page=$page") || return 1
    local id name
    while IFS=$'\t' read -r id name; do
      [ -n "$id" ] || continue
      # The name becomes a file name: no slashes, no dots in front.
      name=$(printf '%s' "$name" | tr -c '[:alnum:] ._()=,-' '_' | sed 's/^\.*//' | cut -c1-100)
      if ! api "jobs/$id/logs" >"$folder/${count}_$name.txt" 2>>"$folder/errors"; then
        rm -f "$folder/${count}_$name.txt"
        warn "the log of job $name cannot be had"
      fi
      count=$((count + 1))
    done < <(jq -r '.jobs[] | select(.conclusion == "failure" or .conclusion == "timed_out")
      | [(.id | tostring), (.name | gsub("[\t\r\n]"; " "))] | join("\t")' <<<"$body")
    [ "$(jq '.jobs | length' <<<"$body")" = 100 ] || break
    page=$((page + 1))
  done
  echo "$count failed jobs" >&2
}

for tool in curl jq; do
  command -v "$tool" >/dev/null || nothing "$tool is not installed on this runner"
done
logdiag=$(find_logdiag) || nothing "logdiag was not found and could not be built"
work=$(mktemp -d "${RUNNER_TEMP:-/tmp}/logdiag.XXXXXX")
files=()
start=$PWD
if [ -n "${INPUT_LOG:-}" ]; then
  while IFS= read -r file; do
    [ -z "$file" ] || files+=("$file")
  done <<<"$INPUT_LOG"
else
  [ -n "${INPUT_TOKEN:-}" ] || nothing "no token was given"
  mkdir "$work/logs"
  fetch_logs "$work/logs" || nothing "GitHub did not give the jobs of run $INPUT_RUN_ID; the job needs 'permissions: actions: read'"
  cd "$work/logs" || exit 0
  for file in *.txt; do
    [ ! -s "$file" ] || files+=("$file")
  done
  if [ "${#files[@]}" = 0 ]; then
    nothing "no job of run $INPUT_RUN_ID has failed and ended yet. The log of a job is there when it has ended: use this action in a job of its own with 'needs' and 'if: failure()', or give it a log file"
  fi
fi
options=(--lang "${INPUT_LANG:-en}" --limit "${INPUT_LIMIT:-0}" --github --format "json=$work/report.json")
if [ -n "${INPUT_HTML:-}" ]; then
  case $INPUT_HTML in
    /*) options+=(--format "html=$INPUT_HTML") ;;
    *) options+=(--format "html=$start/$INPUT_HTML") ;;
  esac
fi
"$logdiag" "${options[@]}" -- "${files[@]}" || warn "logdiag could not read everything it was given"
[ -s "$work/report.json" ] || nothing "logdiag made no report"
lang=en
[ "${INPUT_LANG:-en}" != zh ] || lang=zh
set_output rule "$(jq -r '.findings[0].rule // ""' "$work/report.json")"
set_output title "$(jq -r --arg lang "$lang" '.findings[0].title[$lang] // ""' "$work/report.json")"
set_output transient "$(jq -r '.findings[0].transient // false' "$work/report.json")"
set_output retry "$(jq -r '.retry // false' "$work/report.json")"
set_output json "$work/report.json"
if [ "${INPUT_FAIL:-false}" = true ] && [ "$(jq '.findings | length' "$work/report.json")" != 0 ]; then
  exit 1
fi
exit 0
