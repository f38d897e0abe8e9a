-- Neovim without a screen, with 'policyengine lsp' as its language server: opens a policy, waits for diagnostics, applies the preferred fix, completes, hovers, renames.
-- Environment: POLICY (the file), SERVER (the words of the command, separated by newlines). Prints one line of JSON.
local policy = os.getenv("POLICY")
local command = vim.split(os.getenv("SERVER"), "\n")
local result = {}

vim.cmd("edit " .. vim.fn.fnameescape(policy))
local buffer = vim.api.nvim_get_current_buf()
local client = vim.lsp.start_client({ name = "policyengine", cmd = command, root_dir = vim.fn.fnamemodify(policy, ":h") })
vim.lsp.buf_attach_client(buffer, client)

local function codes()
  return vim.tbl_map(function(d) return d.code end, vim.diagnostic.get(buffer))
end

local function wait(condition)
  vim.wait(60000, condition, 20)
end

local function ask(method, parameters)
  local answers = vim.lsp.buf_request_sync(buffer, method, parameters, 60000)
  local answer = answers and answers[client]
  return answer and answer.result
end

local function at(line, character)
  return { textDocument = vim.lsp.util.make_text_document_params(buffer), position = { line = line, character = character } }
end

wait(function() return #codes() > 0 end)
result.opened = codes()

local whole = { start = { line = 0, character = 0 }, ["end"] = { line = 99, character = 0 } }
for _, action in ipairs(ask("textDocument/codeAction", { textDocument = vim.lsp.util.make_text_document_params(buffer), range = whole, context = { diagnostics = {} } })) do
  if action.isPreferred then
    vim.lsp.util.apply_workspace_edit(action.edit, "utf-16")
  end
end
wait(function() return #codes() == 0 end)
result.fixed = codes()

vim.api.nvim_buf_set_lines(buffer, -1, -1, false, { "  - id: rest", "    de" })
local last = vim.api.nvim_buf_line_count(buffer) - 1
result.completed = vim.tbl_map(function(item) return item.label end, ask("textDocument/completion", at(last, 6)).items)
vim.api.nvim_buf_set_lines(buffer, -2, -1, false, { "    delete: { older-than: 9d }" })

result.hover = ask("textDocument/hover", at(4, 6)).contents.value
vim.lsp.util.apply_workspace_edit(ask("textDocument/rename", vim.tbl_extend("force", at(3, 9), { newName = "pulls" })), "utf-16")
result.text = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n")

io.stdout:write(vim.json and vim.json.encode(result) or vim.fn.json_encode(result))
io.stdout:write("\n")
vim.cmd("qall!")
