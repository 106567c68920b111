import { useT } from "../i18n/useT.ts"
import measures from "../theme/measures.module.css"
import { ButtonLink } from "../ui/Button.tsx"
import { Intro } from "../ui/layout.tsx"
import { MissingPage } from "./upgrade/MissingPage.tsx"
import { MissingPart } from "./upgrade/newVersion.ts"

/** There is no page of this address. */
export function NoPage() {
  return <RouteTrouble error={null} />
}

/** No page of this address, or a page that broke: the rest of the studio still works. */
export function RouteTrouble({ error }: { readonly error: unknown }) {
  const t = useT("common")
  if (error instanceof MissingPart) return <MissingPage />
  return (
    <div className="m">
      <main className="plain" role="alert">
        <h1>{t(error ? "pageBroke" : "noPage")}</h1>
        <Intro>{t(error ? "pageBrokeText" : "noPageText")}</Intro>
        {error instanceof Error && (
          <details className={measures.above16}>
            <summary>{t("details")}</summary>
            <p className="mono sm">{error.message}</p>
          </details>
        )}
        <div className={measures.above24}>
          <ButtonLink to="/" look="primary">
            {t("toStart")}
          </ButtonLink>
        </div>
      </main>
    </div>
  )
}
