# Puts policyengine on the PATH of a job on Windows. install.sh says what it does.
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
Set-Location -LiteralPath $env:ACTION_PATH     # a global.json, nuget.config or Directory.Build.props of the checkout has no say

function Fail([string] $message) { Write-Host "::error::$message"; exit 1 }
function Read-Property([string] $name) { ([xml](Get-Content -Raw -LiteralPath Directory.Build.props)).SelectSingleNode("//$name").InnerText }
function Get-Sha256([string] $path) { (Get-FileHash -Algorithm SHA256 -LiteralPath $path).Hash.ToLowerInvariant() }
function Complete([string] $folder) { Add-Content -LiteralPath $env:GITHUB_PATH -Value $folder; exit 0 }

if ($env:INPUT_BINARY) {
    $binary = [IO.Path]::Combine($env:GITHUB_WORKSPACE, $env:INPUT_BINARY)
    if (-not (Test-Path -LiteralPath $binary -PathType Leaf)) { Fail "binary: '$env:INPUT_BINARY' is not an executable file." }
    $folder = Join-Path $env:RUNNER_TEMP 'policyengine-binary'
    New-Item -ItemType Directory -Force -Path $folder | Out-Null
    Copy-Item -LiteralPath $binary -Destination (Join-Path $folder 'policyengine.exe')
    Complete $folder
}

if ($env:INPUT_BUILD -eq 'true') {
    $folder = Join-Path $env:RUNNER_TEMP 'policyengine-build'
    dotnet publish src/PolicyEngine.Cli --configuration Release --output $folder --verbosity quiet --nologo -p:RestoreLockedMode=true -p:UseAppHost=true
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
    Complete $folder
}

# Windows for ARM64 runs programs for x64.
$platform = 'win-x64'
if ($env:RUNNER_OS -ne 'Windows' -or $env:RUNNER_ARCH -notin 'X64', 'ARM64') {
    Fail "The release has no binary for $env:RUNNER_OS $env:RUNNER_ARCH. Set 'build: true' to build from source."
}
$version = Read-Property 'Version'
$releases = if ($env:POLICYENGINE_RELEASES) { $env:POLICYENGINE_RELEASES } else { "$(Read-Property 'RepositoryUrl')/releases/download" }
$cache = if ($env:RUNNER_TOOL_CACHE) { $env:RUNNER_TOOL_CACHE } else { $env:RUNNER_TEMP }
$folder = [IO.Path]::Combine($cache, 'policyengine', $version, $platform)
$program = Join-Path $folder 'policyengine.exe'

# What is in the tool cache was checked when it came, and is checked again: other jobs of this machine may write there.
if ((Test-Path -LiteralPath $program) -and (Test-Path -LiteralPath "$folder.sha256") -and (Get-Content -Raw -LiteralPath "$folder.sha256").Trim() -eq (Get-Sha256 $program)) {
    Complete $folder
}

Write-Host "Downloading policyengine $version for $platform"
$archive = "policyengine-$platform.zip"
$work = Join-Path $env:RUNNER_TEMP "policyengine-download-$([guid]::NewGuid())"
New-Item -ItemType Directory -Path $work | Out-Null
function Get-Asset([string] $name, [string] $failure) {
    # Without this, the bar of progress takes longer than the download.
    $ProgressPreference = 'SilentlyContinue'
    try { Invoke-WebRequest -UseBasicParsing -Uri "$releases/v$version/$name" -OutFile (Join-Path $work $name) } catch { Fail $failure }
}
Get-Asset $archive "The release v$version has no $archive at $releases. Use the action at a released version, name a 'binary', or set 'build: true'."
$expected = $env:INPUT_CHECKSUM
if (-not $expected) {
    Get-Asset 'SHA256SUMS' "The release v$version has no SHA256SUMS at $releases."
    $expected = Get-Content -LiteralPath (Join-Path $work 'SHA256SUMS') | ForEach-Object { , ($_ -split '\s+') } | Where-Object { $_[1] -eq $archive } | ForEach-Object { $_[0] }
}
if ($expected -ne (Get-Sha256 (Join-Path $work $archive))) { Fail "The checksum of $archive is not the expected one. Nothing was installed." }

$new = Join-Path $work 'new'
Expand-Archive -LiteralPath (Join-Path $work $archive) -DestinationPath $new
New-Item -ItemType Directory -Force -Path (Split-Path -Parent $folder) | Out-Null
Get-Sha256 (Join-Path $new 'policyengine.exe') | Set-Content -LiteralPath "$folder.sha256"
if (Test-Path -LiteralPath $folder) { Remove-Item -Recurse -Force -LiteralPath $folder }
Move-Item -LiteralPath $new -Destination $folder
Remove-Item -Recurse -Force -LiteralPath $work
Complete $folder
