import { ShapeName } from "@justesse/types"
import { Checkbox } from "@mantine/core"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"

/** What people may draw: one shape at least. */
export function ShapesChoice({
  shapes,
  onChange,
}: {
  readonly shapes: readonly ShapeName[]
  readonly onChange: (shapes: readonly ShapeName[]) => void
}) {
  const t = useT("wizard")
  const change = (chosen: readonly string[]) => {
    const next = ShapeName.options.filter((one) => chosen.includes(one))
    if (next.length > 0) onChange(next)
  }
  return (
    <Checkbox.Group
      label={t("shapes.title")}
      description={t("shapes.text")}
      inputWrapperOrder={["label", "input", "description"]}
      value={[...shapes]}
      onChange={change}
    >
      {ShapeName.options.map((one) => (
        <div className={`inline ${measures.high40}`} key={one}>
          <Checkbox label={t(`shapes.${one}`)} value={one} />
        </div>
      ))}
    </Checkbox.Group>
  )
}
