const spent = () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage()
  return { seconds: performance.now() / 1000, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6 }
}

/** The harvest begins: the program is loaded. Gives what ends it: the report of this process, its last line. */
export const beginHarvest = () => {
  const loaded = spent()
  return (postings) => {
    const { seconds, cpuSeconds } = spent()
    console.log(
      JSON.stringify({
        postings,
        seconds: seconds - loaded.seconds,
        cpuSeconds: cpuSeconds - loaded.cpuSeconds,
        loadCpuSeconds: loaded.cpuSeconds,
        peakMegabytes: process.resourceUsage().maxRSS / 1024,
      }),
    )
  }
}
