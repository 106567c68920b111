import { useCanGoBack, useRouter } from "@tanstack/react-router"
import { queryClient } from "../api.ts"
import { useT } from "../i18n/useT.ts"
import measures from "../theme/measures.module.css"
import { Button, ButtonLink } from "../ui/Button.tsx"
import { Intro } from "../ui/layout.tsx"
import { MissingPage } from "./upgrade/MissingPage.tsx"
import { MissingPart } from "./upgrade/newVersion.ts"

interface TroubleProps {
  readonly error: unknown
  readonly reset: () => void
}

/** There is no page of this address. */
export function NoPage() {
  const t = useT("common")
  return (
    <div className="m">
      <main className="plain" role="alert">
        <h1>{t("noPage")}</h1>
        <Intro>{t("noPageText")}</Intro>
        <div className={measures.above24}>
          <ButtonLink to="/" look="primary">
            {t("toStart")}
          </ButtonLink>
        </div>
      </main>
    </div>
  )
}

/** A page that broke and has no frame around it, as a task has none. */
export function RouteTrouble(props: TroubleProps) {
  return (
    <div className="m">
      <main className="plain" role="alert">
        <Broken {...props} />
      </main>
    </div>
  )
}

/** A page that broke inside its frame: navigation and whatever else stands around it still work. */
export function PageTrouble(props: TroubleProps) {
  return (
    <div className="content" role="alert">
      <Broken {...props} />
    </div>
  )
}

/** What happened, and the ways on: once more with data read anew, back, or to the start page. */
function Broken({ error, reset }: TroubleProps) {
  const t = useT("common")
  const { history } = useRouter()
  const canGoBack = useCanGoBack()
  if (error instanceof MissingPart) return <MissingPage />
  const again = () => {
    // Nothing but the broken page read these: a page that broke over an answer breaks again over the same answer.
    queryClient.removeQueries({ type: "inactive" })
    reset()
  }
  return (
    <>
      <h1>{t("pageBroke")}</h1>
      <Intro>{t("pageBrokeText")}</Intro>
      {error instanceof Error && (
        <details className={measures.above16}>
          <summary>{t("details")}</summary>
          <p className="mono sm">{error.message}</p>
        </details>
      )}
      <div className={`g inline ${measures.above24}`}>
        <Button look="primary" onClick={again}>
          {t("again")}
        </Button>
        {canGoBack && <Button onClick={() => history.back()}>{t("goBack")}</Button>}
        <ButtonLink to="/">{t("toStart")}</ButtonLink>
      </div>
    </>
  )
}
