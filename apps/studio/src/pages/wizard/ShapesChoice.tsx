import { ShapeName } from "@justesse/types"
import { Checkbox } from "@mantine/core"
import { useT } from "../../i18n/useT.ts"

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
        <Checkbox key={one} label={t(`shapes.${one}`)} mt="xs" value={one} />
      ))}
    </Checkbox.Group>
  )
}
