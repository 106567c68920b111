import type { Looked } from "@justesse/types/wire/imports"
import { NativeSelect } from "@mantine/core"
import { api } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useAct } from "../../ui/useAct.ts"
import { useFormatName } from "./names.ts"

interface Props {
  readonly project: string
  readonly id: number
  readonly looked: Looked
  readonly onAgain: () => unknown
}

/** "It is another format", and which pixel counts as the first where the format leaves that open. */
export function ReadAs({ project, id, looked, onAgain }: Props) {
  const t = useT("imports")
  const formatName = useFormatName()
  const again = useAct(
    (how: { format: string; origin: 0 | 1 }) => api.imports.lookAgain.mutate({ project, id, ...how }),
    onAgain,
  )
  const names = looked.format === "" ? ["", ...looked.formats] : looked.formats
  return (
    <span className="inline" style={{ gap: 8 }}>
      {looked.format === "voc" && (
        <NativeSelect
          size="xs"
          aria-label={t("origin.title")}
          data={[
            { value: "0", label: t("origin.zero") },
            { value: "1", label: t("origin.one") },
          ]}
          value={`${looked.origin}`}
          onChange={(event) => again.mutate({ format: "voc", origin: event.currentTarget.value === "1" ? 1 : 0 })}
        />
      )}
      <NativeSelect
        size="xs"
        aria-label={t("readAs")}
        data={names.map((name) => ({ value: name, label: name === "" ? t("unknownFormat") : formatName(name) }))}
        value={looked.format}
        onChange={(event) => again.mutate({ format: event.currentTarget.value, origin: looked.origin })}
      />
    </span>
  )
}
