package io.tickrelay.simulator.market;

import java.util.Arrays;
import java.util.List;

import io.tickrelay.simulator.wire.Product;

/**
 * The product list: a few well-known ones of each type. What it does not hold is traded
 * all the same.
 */
public final class Products {

	private static final List<Product> ALL = List.of(new Product("STOCK_US", "AAPL.US", "Apple", "苹果", "蘋果"),
			new Product("STOCK_US", "AMZN.US", "Amazon", "亚马逊", "亞馬遜"),
			new Product("STOCK_US", "MSFT.US", "Microsoft", "微软", "微軟"),
			new Product("STOCK_US", "NVDA.US", "NVIDIA", "英伟达", "輝達"),
			new Product("STOCK_US", "TSLA.US", "Tesla", "特斯拉", "特斯拉"),
			new Product("STOCK_HK", "00700.HK", "Tencent", "腾讯控股", "騰訊控股"),
			new Product("STOCK_HK", "09988.HK", "Alibaba", "阿里巴巴", "阿里巴巴"),
			new Product("STOCK_CN", "600519.SH", "Kweichow Moutai", "贵州茅台", "貴州茅台"),
			new Product("STOCK_CN", "000001.SZ", "Ping An Bank", "平安银行", "平安銀行"),
			new Product("STOCK_JP", "7203.JP", "Toyota Motor", "丰田汽车", "豐田汽車"),
			new Product("STOCK_KS", "005930.KS", "Samsung Electronics", "三星电子", "三星電子"),
			new Product("STOCK_IN", "RELIANCE.IN", "Reliance Industries", "信实工业", "信實工業"),
			new Product("STOCK_TW", "2330.TW", "TSMC", "台积电", "台積電"),
			new Product("CRYPTO", "BTCUSDT", "Bitcoin", "比特币", "比特幣"),
			new Product("CRYPTO", "ETHUSDT", "Ethereum", "以太坊", "以太坊"),
			new Product("CRYPTO", "SOLUSDT", "Solana", "索拉纳", "索拉納"),
			new Product("CRYPTO", "BNBUSDT", "BNB", "币安币", "幣安幣"),
			new Product("CRYPTO", "XRPUSDT", "XRP", "瑞波币", "瑞波幣"),
			new Product("CRYPTO", "DOGEUSDT", "Dogecoin", "狗狗币", "狗狗幣"),
			new Product("CRYPTO", "ADAUSDT", "Cardano", "艾达币", "艾達幣"),
			new Product("FOREX", "EURUSD", "Euro / US Dollar", "欧元美元", "歐元美元"),
			new Product("FOREX", "GBPUSD", "Pound / US Dollar", "英镑美元", "英鎊美元"),
			new Product("FOREX", "USDJPY", "US Dollar / Yen", "美元日元", "美元日圓"),
			new Product("FOREX", "USDCNH", "US Dollar / Offshore Yuan", "美元离岸人民币", "美元離岸人民幣"),
			new Product("FOREX", "USDCHF", "US Dollar / Swiss Franc", "美元瑞郎", "美元瑞郎"),
			new Product("FOREX", "AUDUSD", "Australian Dollar / US Dollar", "澳元美元", "澳元美元"),
			new Product("FOREX", "USDHKD", "US Dollar / Hong Kong Dollar", "美元港元", "美元港元"),
			new Product("FUTURES", "ES", "E-mini S&P 500", "迷你标普500", "迷你標普500"),
			new Product("FUTURES", "NQ", "E-mini Nasdaq 100", "迷你纳指100", "迷你納指100"),
			new Product("ENERGY", "USOIL", "WTI Crude Oil", "美国原油", "美國原油"),
			new Product("ENERGY", "UKOIL", "Brent Crude Oil", "布伦特原油", "布倫特原油"),
			new Product("ENERGY", "NGAS", "Natural Gas", "天然气", "天然氣"),
			new Product("METAL", "XAUUSD", "Gold", "黄金", "黃金"), new Product("METAL", "XAGUSD", "Silver", "白银", "白銀"),
			new Product("METAL", "XPTUSD", "Platinum", "铂金", "鉑金"),
			new Product("METAL", "XPDUSD", "Palladium", "钯金", "鈀金"),
			new Product("INDICES", "SPX", "S&P 500", "标普500", "標普500"),
			new Product("INDICES", "NDX", "Nasdaq 100", "纳斯达克100", "納斯達克100"),
			new Product("INDICES", "HSI", "Hang Seng", "恒生指数", "恒生指數"));

	private Products() {
	}

	/**
	 * The products of a type.
	 * @param type as the vendor names it; never trusted
	 * @param symbols only these, joined by commas; empty for all
	 * @return none of a type that there is not
	 */
	public static List<Product> of(String type, String symbols) {
		List<String> only = Arrays.asList(symbols.split(","));
		return ALL.stream()
			.filter((product) -> product.type().equals(type) && (symbols.isEmpty() || only.contains(product.symbol())))
			.toList();
	}

}
