import { MIN_PASSWORD } from "@justesse/types/signIn"
import { PasswordInput } from "@mantine/core"
import { useT } from "../../i18n/useT.ts"

interface Props {
  readonly label: string
  readonly value: string
  /** What is wrong with it, once somebody has tried to send it. */
  readonly error?: string | undefined
  readonly onChange: (value: string) => void
}

/** A new password; the rule is said before, not after. */
export function NewPassword({ label, value, error, onChange }: Props) {
  const t = useT("account")
  const least = MIN_PASSWORD
  const enough = value.length >= least
  const hint =
    value === ""
      ? t("passwordRule", { least })
      : t(enough ? "passwordEnough" : "passwordCount", { count: value.length, least })
  return (
    <PasswordInput
      label={label}
      description={hint}
      inputWrapperOrder={["label", "input", "error", "description"]}
      autoComplete="new-password"
      aria-required
      error={error}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      visibilityToggleButtonProps={{ "aria-label": t("show") }}
    />
  )
}
