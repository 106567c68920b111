import { MIN_PASSWORD } from "@justesse/types/signIn"
import { type FormEvent, useState } from "react"
import { api } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Form } from "../../ui/Form.tsx"
import { newPasswordFault } from "../../ui/faults.ts"
import { Wrong } from "../../ui/Trouble.tsx"
import { useFaults } from "../../ui/useFaults.ts"
import { hashToken } from "./hashToken.ts"
import { NewPassword } from "./PasswordField.tsx"
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
  const faults = useFaults({ password: newPasswordFault(password) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (faults.fine()) void sending.send()
  }
  return (
    <>
      <h1>{t("reset.title")}</h1>
      <p className="lead plain-lead">
        {token === "" ? t("reset.noToken") : <Rich t={t} k="reset.lead" values={{ least: MIN_PASSWORD }} />}
      </p>
      {token !== "" && (
        <Form
          onSubmit={submit}
          className={`${measures.stack} ${measures.gap16} ${measures.above24} ${measures.upTo400}`}
        >
          <NewPassword
            label={t("newPassword")}
            value={password}
            error={faults.wrong("password")}
            onChange={setPassword}
          />
          <div>
            <Button look="primary" type="submit" disabled={sending.busy}>
              {t("reset.button")}
            </Button>
            <Wrong error={sending.error} />
          </div>
        </Form>
      )}
    </>
  )
}
