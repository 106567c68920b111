import type { AssetAct, Selection } from "@justesse/types/wire/asset"
import type { z } from "zod"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useToast } from "../../ui/toast.tsx"
import { useAct } from "../../ui/useAct.ts"
import type { Chosen } from "./selection.ts"

interface Wanted {
  readonly selection: z.infer<typeof Selection>
  /** One after the other. */
  readonly acts: readonly AssetAct[]
  /** What was chosen when the act was pressed; `after` is called, and whether an act waits or runs on. */
  readonly chosen: Chosen
}

/**
 * Acts on the chosen pictures; says how many were changed and what becomes of work in hand; one undo for the whole act. Of
 * long ones `LongActs` tells.
 */
export function useBulk(project: string, after: (acted: Chosen, isQueued: boolean) => void) {
  const t = useT("images")
  const toast = useToast()
  const back = async (undo: number) => {
    try {
      const { job } = await api.asset.undo.mutate({ project, undo })
      await refresh("asset", "project")
      if (job === null) toast.done(t("common:undone"))
    } catch (thrown) {
      toast.wrong(thrown)
    }
  }
  return useAct(
    async ({ selection, acts }: Wanted) => {
      const done = []
      for (const act of acts) done.push({ act, ...(await api.asset.act.mutate({ project, selection, act })) })
      return done
    },
    (done, { chosen }) => {
      after(
        chosen,
        done.some(({ job }) => job !== null),
      )
      void refresh("asset", "project")
      for (const { act, changed, inHand, undo, job } of done) {
        if (job !== null) continue
        const text = t(`did.${act.act}`, { count: changed })
        toast.done(
          inHand > 0 ? `${text} ${t("inHand", { count: inHand })}` : text,
          changed > 0 ? () => back(undo) : undefined,
        )
      }
    },
  )
}
