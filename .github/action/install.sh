#!/usr/bin/env bash
# Puts policyengine on the PATH of a job: a binary that was named, one of the tool cache, that of the release, or one built from this source.
# Runs on Linux and macOS, whose bash is 3.2. install.ps1 does the same on Windows.
set -euo pipefail
cd "$ACTION_PATH"     # a global.json, nuget.config or Directory.Build.props of the checkout has no say

fail() { echo "::error::$1"; exit 1; }
read_property() { sed -n "s:.*<$1>\(.*\)</$1>.*:\1:p" Directory.Build.props | head -n 1; }
sha256() { if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1; }
finish() { echo "$1" >> "$GITHUB_PATH"; exit 0; }

if [ -n "${INPUT_BINARY:-}" ]; then
  case $INPUT_BINARY in /*) binary=$INPUT_BINARY ;; *) binary=$GITHUB_WORKSPACE/$INPUT_BINARY ;; esac
  [ -x "$binary" ] || fail "binary: '$INPUT_BINARY' is not an executable file."
  mkdir -p "$RUNNER_TEMP/policyengine-binary"
  ln -sf "$binary" "$RUNNER_TEMP/policyengine-binary/policyengine"
  finish "$RUNNER_TEMP/policyengine-binary"
fi

if [ "${INPUT_BUILD:-}" = true ]; then
  folder=$RUNNER_TEMP/policyengine-build
  dotnet publish src/PolicyEngine.Cli --configuration Release --output "$folder" --verbosity quiet --nologo -p:RestoreLockedMode=true -p:UseAppHost=true
  finish "$folder"
fi

case $RUNNER_OS-$RUNNER_ARCH in
  Linux-X64) if [ -n "$(ls /lib/ld-musl-x86_64* 2>/dev/null)" ]; then platform=linux-musl-x64; else platform=linux-x64; fi ;;
  Linux-ARM64) platform=linux-arm64 ;;
  macOS-X64) platform=osx-x64 ;;
  macOS-ARM64) platform=osx-arm64 ;;
  *) fail "The release has no binary for $RUNNER_OS $RUNNER_ARCH. Set 'build: true' to build from source." ;;
esac
version=$(read_property Version)
home=${POLICYENGINE_RELEASES:-$(read_property RepositoryUrl)/releases/download}
folder=${RUNNER_TOOL_CACHE:-$RUNNER_TEMP}/policyengine/$version/$platform
program=$folder/policyengine

# What is in the tool cache was checked when it came, and is checked again: other jobs of this machine may write there.
if [ -x "$program" ] && [ -f "$folder.sha256" ] && [ "$(cat "$folder.sha256")" = "$(sha256 "$program")" ]; then
  finish "$folder"
fi

echo "Downloading policyengine $version for $platform"
archive=policyengine-$platform.tar.gz
work=$(mktemp -d "$RUNNER_TEMP/policyengine-download.XXXXXX")
trap 'rm -rf "$work"' EXIT
get() { curl --fail --silent --show-error --location --retry 3 --output "$work/$1" "$home/v$version/$1"; }
get "$archive" || fail "The release v$version has no $archive at $home. Use the action at a released version, name a 'binary', or set 'build: true'."
expected=${INPUT_CHECKSUM:-}
if [ -z "$expected" ]; then
  get SHA256SUMS || fail "The release v$version has no SHA256SUMS at $home."
  expected=$(awk -v name="$archive" '$2 == name { print $1 }' "$work/SHA256SUMS")
fi
[ "$expected" = "$(sha256 "$work/$archive")" ] || fail "The checksum of $archive is not the expected one. Nothing was installed."

mkdir "$work/new" && tar -xzf "$work/$archive" -C "$work/new"
mkdir -p "$(dirname "$folder")"
sha256 "$work/new/policyengine" > "$folder.sha256"
rm -rf "$folder" && mv "$work/new" "$folder"
finish "$folder"
