/** Runs `use` without the warnings that Node or a library would print for it, where they are no news to anybody. */
export function withoutWarnings<T>(use: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return use();
  } finally {
    process.emitWarning = emitWarning;
  }
}
