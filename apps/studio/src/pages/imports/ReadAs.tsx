import type { ImportPreview } from "@justesse/types/wire/imports"
import { NativeSelect } from "@mantine/core"
import { api } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { useAct } from "../../ui/useAct.ts"
import { useFormatName } from "./names.ts"

interface Props {
  readonly project: string
  readonly id: number
  readonly preview: ImportPreview
  readonly onAgain: () => unknown
}

/** "It is another format", and which pixel counts as the first where the format leaves that open. */
export function ReadAs({ project, id, preview, onAgain }: Props) {
  const t = useT("imports")
  const formatName = useFormatName()
  const again = useAct(
    (how: { format: string; origin: 0 | 1 }) => api.imports.lookAgain.mutate({ project, id, ...how }),
    onAgain,
  )
  const names = preview.format === "" ? ["", ...preview.formats] : preview.formats
  return (
    <span className={`inline ${measures.gap8}`}>
      {preview.format === "voc" && (
        <NativeSelect
          size="xs"
          aria-label={t("origin.title")}
          data={[
            { value: "0", label: t("origin.zero") },
            { value: "1", label: t("origin.one") },
          ]}
          value={`${preview.origin}`}
          onChange={(event) => again.mutate({ format: "voc", origin: event.currentTarget.value === "1" ? 1 : 0 })}
        />
      )}
      <NativeSelect
        size="xs"
        aria-label={t("readAs")}
        data={names.map((name) => ({ value: name, label: name === "" ? t("unknownFormat") : formatName(name) }))}
        value={preview.format}
        onChange={(event) => again.mutate({ format: event.currentTarget.value, origin: preview.origin })}
      />
    </span>
  )
}
