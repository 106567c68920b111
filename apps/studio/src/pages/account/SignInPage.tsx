import { useSearch } from "@tanstack/react-router"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useMe } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { TextLink } from "../../ui/Button.tsx"
import { Note } from "../../ui/layout.tsx"
import { SignInForm } from "./SignInForm.tsx"
import { useArrive } from "./useArrive.ts"

/** Only paths of this studio: an address that leads elsewhere is not followed. */
function ownPath(to: string | undefined): string {
  return to !== undefined && /^\/(?![/\\])/.test(to) && !to.startsWith("/signin") ? to : "/"
}

export function SignInPage() {
  const t = useT("account")
  const { to } = useSearch({ from: "/plain/signin" })
  const arrive = useArrive()
  const studio = useMe()?.studio
  usePageName(t("signIn.title"))
  return (
    <>
      <h1>{t("signIn.title")}</h1>
      <p className="lead plain-lead">
        <Rich t={t} k="signIn.lead" />
      </p>
      {studio?.setupNeeded && (
        <div className={measures.above16}>
          <Note need>{t(studio.demo ? "about.sample" : "about.setupNeeded")}</Note>
        </div>
      )}
      <div className={`${measures.above24} ${measures.upTo400}`}>
        <SignInForm onDone={() => void arrive(ownPath(to))} />
      </div>
      <p className={`hint ${measures.above24}`}>{t("signIn.forgotten")}</p>
      <p className={`${measures.above16} ${measures.text14}`}>
        <TextLink to="/about">{t("signIn.about")}</TextLink>
      </p>
    </>
  )
}
