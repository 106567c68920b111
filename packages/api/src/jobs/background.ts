import type { Background, BackgroundCall, BackgroundTasks, Notify } from "../core/background.ts"
import type { Deps } from "../core/deps.ts"
import { lossesOfAll } from "../exports/losses.ts"
import { makeExport } from "../exports/make.ts"
import { findGains } from "../models/gains.ts"
import { compareVersions } from "../versions/compare.ts"
import { freezeWork } from "../versions/freezeWork.ts"
import { splitPreview } from "../versions/split.ts"

/** What long readings need; of the storage they only read. */
export type BackgroundDeps = Pick<Deps, "storage" | "blobs" | "outbox" | "zip" | "sha256" | "nowMs">

/** Does one task in the calling thread. */
export function answerBackground(
  deps: BackgroundDeps,
  { name, input }: BackgroundCall,
  notify: Notify,
): Promise<BackgroundTasks[keyof BackgroundTasks]["output"]> {
  switch (name) {
    case "export":
      return makeExport(deps, input, notify)
    case "freeze":
      return freezeWork(deps, input, notify)
    case "split":
      return splitPreview(deps, input)
    case "changes":
      return compareVersions(deps, input.projectId, input.version, input.other)
    case "losses":
      return lossesOfAll(deps, input.projectId, input.version)
    case "gains":
      return findGains(deps, input)
  }
}

/** A {@link Background} over whatever carries a call to {@link answerBackground} and its answer back. */
export function backgroundThrough(
  carry: (call: BackgroundCall, notify: Notify) => Promise<BackgroundTasks[keyof BackgroundTasks]["output"]>,
): Background {
  return {
    async run(name, input, notify = () => Promise.resolve()) {
      // A call's input and output belong to its name; TypeScript cannot carry that through a union.
      const output = await carry({ name, input } as BackgroundCall, notify)
      return output as BackgroundTasks[typeof name]["output"]
    },
  }
}
