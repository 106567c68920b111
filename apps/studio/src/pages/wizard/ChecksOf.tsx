import { isDrawn } from "@justesse/types/kinds/list"
import { Checkbox, Select } from "@mantine/core"
import { useT } from "../../i18n/useT.ts"
import { useMe } from "../../shell/useMe.ts"
import measures from "../../theme/measures.module.css"
import type { DraftWork } from "./useDraft.ts"

/** Draw, then check: the project whose answers are checked here as soon as they are final. */
export function ChecksOf({ work }: { readonly work: DraftWork }) {
  const t = useT("wizard")
  const { draft, change, project } = work
  const mine = (useMe()?.projects ?? []).filter((card) => card.roles.includes("owner") && isDrawn(card.kind))
  const drawn = mine.filter((card) => card.project !== project)
  const { of, ...rest } = draft.settings.checks ?? {}
  const choose = (value: string | null) => {
    const chosen = drawn.find((card) => card.project === value)?.project
    change({ settings: { ...draft.settings, checks: chosen ? { of: chosen, ...rest } : rest } })
  }
  const inGrid = (grid: boolean) =>
    change({ settings: { ...draft.settings, checks: { ...draft.settings.checks, grid } } })
  return (
    <>
      <Select
        className={measures.above8}
        clearable
        data={drawn.map((card) => ({ value: card.project, label: card.name }))}
        description={t("checks.ofHow")}
        inputWrapperOrder={["label", "input", "description"]}
        label={t("checks.of")}
        onChange={choose}
        placeholder={t("checks.none")}
        value={of ?? null}
      />
      <Checkbox
        checked={rest.grid === true}
        className={measures.above8}
        label={t("checks.grid")}
        onChange={(event) => inGrid(event.currentTarget.checked)}
      />
    </>
  )
}
