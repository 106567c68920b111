import { NativeSelect } from "@mantine/core"

interface Props {
  readonly label: string
  readonly value: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly onChoose: (value: string) => void
}

/** One of many options of an attribute. A file of its own: it alone brings the parts of a form to a task page, where one is asked. */
export function AttributeChoice({ label, value, options, onChoose }: Props) {
  return (
    <NativeSelect
      aria-label={label}
      className="choice low"
      data={[...options]}
      onChange={(event) => onChoose(event.target.value)}
      value={value}
    />
  )
}
