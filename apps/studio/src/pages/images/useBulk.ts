import type { AssetAct, Selection } from "@justesse/types/wire/asset"
import type { z } from "zod"
import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useToast } from "../../ui/toast.tsx"
import { useAct } from "../../ui/useAct.ts"

/** Acts on the chosen pictures; says how many were changed and what becomes of work in hand; one undo for the whole act. */
export function useBulk(project: string, after: () => void) {
  const t = useT("images")
  const toast = useToast()
  const back = async (undo: number) => {
    try {
      await api.asset.undo.mutate({ project, undo })
      await refresh("asset", "project")
      toast.done(t("common:undone"))
    } catch (thrown) {
      toast.wrong(thrown)
    }
  }
  return useAct(
    ({ selection, act }: { selection: z.infer<typeof Selection>; act: AssetAct }) =>
      api.asset.act.mutate({ project, selection, act }),
    ({ changed, inHand, undo }, { act }) => {
      after()
      void refresh("asset", "project")
      const done = t(`did.${act.act}`, { count: changed })
      toast.done(
        inHand > 0 ? `${done} ${t("inHand", { count: inHand })}` : done,
        changed > 0 ? () => back(undo) : undefined,
      )
    },
  )
}
