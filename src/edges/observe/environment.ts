/** The process's environment: read here and nowhere else. */
export const processEnvironment = (): NodeJS.ProcessEnv => process.env
