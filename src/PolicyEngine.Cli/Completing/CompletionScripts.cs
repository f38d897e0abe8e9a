namespace PolicyEngine.Cli.Completing;

/// <summary>What shells need to complete commands and options: they ask the program itself, which knows.</summary>
internal static class CompletionScripts
{
    /// <summary>The shells, in the order of help.</summary>
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish", "pwsh"];

    /// <summary>The script of a shell, or null.</summary>
    public static string? Find(string shell) =>
        shell switch
        {
            "bash" => """
                # eval "$(policyengine completion bash)"
                _policyengine() {
                  local IFS=$'\n'
                  COMPREPLY=($(policyengine "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null))
                }
                complete -o default -F _policyengine policyengine

                """,
            "zsh" => """
                # eval "$(policyengine completion zsh)"
                _policyengine() {
                  local -a words_found
                  words_found=("${(@f)$(policyengine "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
                  compadd -- "${words_found[@]}" || _files
                }
                compdef _policyengine policyengine

                """,
            "fish" => """
                # policyengine completion fish | source
                function __policyengine
                  policyengine "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null
                end
                complete -c policyengine -a "(__policyengine)"

                """,
            "pwsh" => """
                # policyengine completion pwsh | Out-String | Invoke-Expression
                Register-ArgumentCompleter -Native -CommandName policyengine -ScriptBlock {
                  param($word, $line, $cursor)
                  policyengine "[suggest:$cursor]" "$line" 2>$null | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
                }

                """,
            _ => null,
        };
}
