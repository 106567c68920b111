import type { Operation, Operations, Steps } from "@justesse/work/allocation/operations"

type Call<Answer> = (...input: readonly unknown[]) => Answer

/** Operations of an engine whose statements answer at once. */
type SyncOperations = Operations

/** Operations of an engine whose statements travel; one that answers nothing may be under way when it returns. */
export type AsyncOperations = {
  readonly [Name in keyof Operations]: (
    ...input: Parameters<Operations[Name]>
  ) => ReturnType<Operations[Name]> extends void ? void : Promise<ReturnType<Operations[Name]>>
}

/** Does what the rules ask for, one operation after the other. Decides nothing. */
export function runSteps<Result>(steps: Steps<Result>, operations: SyncOperations): Result {
  let step = steps.next()
  while (!step.done) step = steps.next(call<unknown>(operations, step.value))
  return step.value
}

/** {@link runSteps} for statements that travel. */
export async function runStepsAsync<Result>(steps: Steps<Result>, operations: AsyncOperations): Promise<Result> {
  let step = steps.next()
  while (!step.done) step = steps.next(await call<Promise<unknown> | undefined>(operations, step.value))
  return step.value
}

function call<Answer>(operations: SyncOperations | AsyncOperations, { name, input }: Operation): Answer {
  // An operation's name and input belong together; TypeScript cannot carry that through a union.
  return (operations[name] as unknown as Call<Answer>)(...input)
}
