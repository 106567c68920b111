import "./theme/tokens.css"
import "./theme/mantine.css"
import "./theme/manage.css"
import "./theme/overrides.css"
import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import { App } from "./app.tsx"
import { startLanguage } from "./i18n/index.ts"

await startLanguage()
const root = document.getElementById("root")
if (!root) throw new Error("index.html has no #root")
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
