import { api, refresh } from "../../api.ts"
import { failureOf } from "../../failures/thrown.ts"
import type { TaskStore } from "../annotate/model/store.ts"
import type { TaskUi } from "../annotate/ui.ts"

/** The answer is clear: nothing is open about the task any more, and it is worked on as any other. */
export function clearAnswer({ ui, store }: { readonly ui: TaskUi; readonly store: TaskStore }): void {
  const { answered } = ui.getState()
  if (answered === null) return
  ui.setState({ answered: null })
  api.question.clear.mutate({ threadId: answered }).then(
    () => refresh("question"),
    (error: unknown) => {
      ui.setState({ answered })
      store.dispatch({ type: "failed", failure: { ...failureOf(error), error } })
    },
  )
}
