import type { TasksAbout } from "@justesse/types/project"
import { Radio } from "@mantine/core"
import { useT } from "../../i18n/useT.ts"
import type { DraftWork } from "./useDraft.ts"

const CHOICES = ["asset", "row", "nothing"] as const

/** What each task of a form is about: a picture, a row of a table, or nothing but the questions. Fixed once there are tasks. */
export function AboutChoice({ work }: { readonly work: DraftWork }) {
  const t = useT("wizard")
  const { draft, change, shown } = work
  const { about, ...rest } = draft.settings
  const hasTasks = (shown?.pictures ?? 0) > 0 || (about === "row" && (shown?.rows ?? 0) > 0)
  const choose = (value: string) => {
    const next = CHOICES.find((one): one is TasksAbout => one === value && one !== "asset")
    change({ settings: next ? { ...rest, about: next } : rest })
  }
  return (
    <Radio.Group label={t("about.title")} onChange={choose} value={about ?? "asset"}>
      {CHOICES.map((one) => (
        <Radio
          description={t(`about.${one}Text`)}
          disabled={hasTasks && one !== (about ?? "asset")}
          key={one}
          label={t(`about.${one}`)}
          mt={8}
          value={one}
        />
      ))}
    </Radio.Group>
  )
}
