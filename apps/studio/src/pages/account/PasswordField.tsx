import { PasswordInput } from "@mantine/core"
import { useT } from "../../i18n/useT.ts"

export const PASSWORD_LENGTH = 12

interface Props {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}

/** A new password; the rule is said before, not after. */
export function NewPassword({ label, value, onChange }: Props) {
  const t = useT("account")
  const enough = value.length >= PASSWORD_LENGTH
  const hint =
    value === "" ? t("passwordRule") : t(enough ? "passwordEnough" : "passwordCount", { count: value.length })
  return (
    <PasswordInput
      label={label}
      description={hint}
      inputWrapperOrder={["label", "input", "description"]}
      autoComplete="new-password"
      required
      withAsterisk={false}
      minLength={PASSWORD_LENGTH}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      visibilityToggleButtonProps={{ "aria-label": t("show") }}
    />
  )
}
