/** An error that a person can act on is a sentence, not a stack. */
export async function orExit(job: () => Promise<void>): Promise<void> {
  try {
    await job();
  } catch (error) {
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
