import { useEffect, useRef, useState } from "react"
import { api } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { ButtonLink } from "../../ui/Button.tsx"
import { Wrong } from "../../ui/Trouble.tsx"
import { hashToken } from "./hashToken.ts"
import { useArrive } from "./useArrive.ts"

/** The one-time link of a sample person: lets in and leads on. */
export function EnterPage() {
  const t = useT("account")
  const arrive = useArrive()
  const [error, setError] = useState<unknown>(null)
  const asked = useRef(false)
  usePageName(t("enter.title"))
  useEffect(() => {
    // A link works once, and React may run an effect twice.
    if (asked.current) return
    asked.current = true
    api.account.enter.mutate({ token: hashToken() }).then(() => arrive("/"), setError)
  }, [arrive])
  return (
    <>
      <h1>{t("enter.title")}</h1>
      <p className="lead plain-lead">{error ? t("enter.over") : t("enter.lead")}</p>
      <Wrong error={error} />
      {error !== null && (
        <div className={measures.above24}>
          <ButtonLink to="/signin">{t("signIn.button")}</ButtonLink>
        </div>
      )}
    </>
  )
}
