import { boxOf } from "@justesse/types"
import { api } from "../../../api.ts"
import { SENTENCES } from "../../../failures/codes.ts"
import { failureOf } from "../../../failures/thrown.ts"
import type { TaskModel } from "../model/task.ts"
import type { TaskContext } from "../ui.ts"

/** The page, and the task that it shows. */
type Shown = Pick<TaskContext, "store" | "ui" | "engine"> & { readonly model: TaskModel }

/** Tasks about which a model is asked just now. */
const asking = new WeakSet<TaskModel>()

/**
 * Asks the project's model about the task in hand, and lays what it proposes on the picture; says what came of it. Nothing waits for
 * it: whoever draws meanwhile keeps what they drew, and a task that has gone gets nothing.
 */
export async function askModel({ store, ui, engine, model }: Shown): Promise<void> {
  const assignmentId = store.snapshot.task?.lease.assignmentId
  if (asking.has(model) || !model.editable || store.snapshot.looking || !assignmentId) return
  const isHere = () => store.shown === model && model.editable
  const say = (key: string, values: Readonly<Record<string, string | number>> = {}) => {
    if (isHere()) ui.setState({ notice: { key, values } })
  }
  asking.add(model)
  say("notice.modelAsked")
  try {
    const { regions, why, model: name } = await api.work.propose.mutate({ assignmentId })
    if (!isHere()) return
    if (why !== null) return say(`notice.model_${why}`, { name: name ?? "" })
    const before = model.snapshot.proposed
    model.propose(regions)
    const count = model.snapshot.proposed - before
    if (count === 0) return say("notice.modelNothingNew")
    say("notice.modelProposed", { count })
    engine.painter.layers?.surface.focus({ preventScroll: true })
    const { selected } = model.snapshot.session
    const region = selected === null ? undefined : model.document.regions.get(selected)
    if (region) store.kindOf(model).reveal(engine, boxOf(region))
  } catch (error) {
    const { code, detail } = failureOf(error)
    say(`failures:${SENTENCES[code]}`, detail)
  } finally {
    asking.delete(model)
  }
}
