/** How the command line is called from a checkout, which is the one way that needs no installation. */
export const CLI = "npm run -s justesse --"
