import { chromium } from "@playwright/test";
import { signIn } from "./bench/ask.mjs";
import fs from "fs";
const [base,acc,path,rate="4"]=process.argv.slice(2);
const a=JSON.parse(fs.readFileSync(acc)).find(x=>x.role==="Admin");
const cookie=await signIn(base,a);
const browser=await chromium.launch({executablePath:"/usr/bin/chromium",args:["--headless","--no-sandbox","--disable-gpu"]});
const ctx=await browser.newContext({baseURL:base,viewport:{width:390,height:844}});
await ctx.addCookies([{name:"session",value:cookie,url:base,httpOnly:true,sameSite:"Lax"}]);
const page=await ctx.newPage();
const cdp=await ctx.newCDPSession(page);
await cdp.send("Emulation.setCPUThrottlingRate",{rate:+rate});
await browser.startTracing(page,{categories:["devtools.timeline","v8","v8.wasm","disabled-by-default-v8.cpu_profiler","blink.user_timing","toplevel"],path:"/tmp/trace.json"});
await page.goto(path);
await page.waitForFunction(()=>document.documentElement.dataset.awake==="true");
await page.waitForTimeout(2500);
await browser.stopTracing();
await browser.close();
const t=JSON.parse(fs.readFileSync("/tmp/trace.json")).traceEvents;
const mains=t.filter(e=>e.name==="thread_name"&&e.args.name==="CrRendererMain");
const m=mains.map(x=>x.pid+":"+x.tid);
const ev=t.filter(e=>e.ph==="X"&&m.includes(e.pid+":"+e.tid));
const tasks=ev.filter(e=>/RunTask/.test(e.name)&&e.dur>30000).sort((x,y)=>x.ts-y.ts);
const t0=Math.min(...ev.map(e=>e.ts));
for(const k of tasks){
  const inn=ev.filter(e=>e.pid===k.pid&&e.tid===k.tid&&e.ts>=k.ts&&e.ts+e.dur<=k.ts+k.dur&&e!==k&&e.dur>3000&&!/RunTask/.test(e.name));
  console.log(((k.ts-t0)/1000).toFixed(0),"ms, dur",(k.dur/1000).toFixed(0));
  for(const e of inn.sort((x,y)=>y.dur-x.dur).slice(0,9)) console.log("    ",e.name,(e.dur/1000).toFixed(1),(e.args?.data?.url||e.args?.data?.functionName||"").slice(-60));
}
