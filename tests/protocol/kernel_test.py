"""jupyter_kernel_test's own suite against the installed kernelspec, with what a TypeScript kernel answers."""

import unittest

import jupyter_kernel_test


class TangentTests(jupyter_kernel_test.KernelTests):
    kernel_name = "tangent"
    language_name = "typescript"
    file_extension = ".ts"

    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('oops')"
    completion_samples = [
        {"text": "structuredCl", "matches": {"structuredClone"}},
        {"text": "Math.hyp", "matches": {"hypot"}},
    ]
    complete_code_samples = ["1", "const f = (x: number): number => x;", "for (const x of [1]) { console.log(x) }"]
    incomplete_code_samples = ["function f(x: number) {", "`open", "[1, 2,"]
    invalid_code_samples = ["let a = = 1", "}", "1 +* 2"]
    code_generate_error = "throw new Error('on purpose')"
    code_execute_result = [{"code": "6 * 7", "result": "42"}, {"code": "'x'.repeat(3)", "result": "'xxx'"}]
    code_display_data = [
        {"code": "await display({ 'text/html': '<b>x</b>' }, { raw: true });", "mime": "text/html"},
        {"code": "await display({ 'image/png': 'iVBORw0KGgo=' }, { raw: true });", "mime": "image/png"},
    ]
    code_page_something = "const paged = 1;\n%page paged"
    code_history_pattern = "6 ? 7"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "structuredClone"
    code_clear_output = "clearOutput();"


class TangentWelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "tangent"
    support_iopub_welcome = True


if __name__ == "__main__":
    unittest.main(verbosity=2)
