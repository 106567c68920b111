import type { CanvasEngine } from "../canvas/engine.ts"
import type { Chosen } from "./kinds/contract.ts"
import type { TaskStore } from "./model/store.ts"

interface Context {
  readonly store: TaskStore
  readonly engine: CanvasEngine
  readonly run: (command: string) => void
}

/** What an answer by one key acts on, on a task page. */
export function toChosen({ store, engine, run }: Context): Chosen {
  return {
    engine,
    assignment: store.snapshot.task?.lease.assignmentId ?? null,
    send() {
      run("task.submitAnywhere")
      return store.sending
    },
  }
}
