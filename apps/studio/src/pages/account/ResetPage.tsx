import { type FormEvent, useState } from "react"
import { api } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { Button } from "../../ui/Button.tsx"
import { Wrong } from "../../ui/Trouble.tsx"
import { hashToken } from "./hashToken.ts"
import { NewPassword, PASSWORD_LENGTH } from "./PasswordField.tsx"
import { useArrive } from "./useArrive.ts"
import { useSending } from "./useSending.ts"

/** A new password by link. */
export function ResetPage() {
  const t = useT("account")
  const arrive = useArrive()
  const [token] = useState(hashToken)
  const [password, setPassword] = useState("")
  const sending = useSending(
    () => api.account.resetFinish.mutate({ token, password }),
    () => void arrive("/"),
  )
  usePageName(t("reset.title"))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void sending.send()
  }
  return (
    <>
      <h1>{t("reset.title")}</h1>
      <p className="lead plain-lead">{token === "" ? t("reset.noToken") : <Rich t={t} k="reset.lead" />}</p>
      {token !== "" && (
        <form onSubmit={submit} style={{ display: "grid", gap: 16, marginTop: 24, maxWidth: 400 }}>
          <NewPassword label={t("newPassword")} value={password} onChange={setPassword} />
          <div>
            <Button look="primary" type="submit" disabled={sending.busy || password.length < PASSWORD_LENGTH}>
              {t("reset.button")}
            </Button>
            <Wrong error={sending.error} />
          </div>
        </form>
      )}
    </>
  )
}
