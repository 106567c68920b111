import type { OpenTransaction } from "@justesse/db"
import { listHolders, putNotices } from "@justesse/db/questions"
import type { Deps } from "../core/deps.ts"

/** Tells everybody who labels in a project, but `except`, that its guideline changed: once, however often it does before they look. */
export async function tellOfGuideline(
  inside: { readonly storage: { readonly db: OpenTransaction } } & Pick<Deps, "nowMs">,
  projectId: number,
  version: number,
  except: readonly number[],
): Promise<void> {
  const tx = inside.storage.db
  const people = (await listHolders(tx, projectId, "annotator", 0)).filter((id) => !except.includes(id))
  const concern = `guideline/${projectId}`
  await putNotices(tx, people, {
    ...{ projectId, kind: "guideline_changed", concern, detail: { version }, atMs: inside.nowMs() },
  })
}
